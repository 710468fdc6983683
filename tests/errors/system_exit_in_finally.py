def main():
    try:
        raise ValueError("lost")
    finally:
        raise SystemExit(7)


main()

# --- exit 7
