match 1:
    case x:
        pass
    case 2:
        pass

# --- exit 1
#   File "syntax_match_unreachable.py", line 2
#     case x:
#          ^
# SyntaxError: name capture 'x' makes remaining patterns unreachable
