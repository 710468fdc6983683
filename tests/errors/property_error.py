class Account:
    @property
    def balance(self):
        return self.amount * 2


Account().balance

# --- exit 1
# Traceback (most recent call last):
#   File "property_error.py", line 7, in <module>
#     Account().balance
#   File "property_error.py", line 4, in balance
#     return self.amount * 2
#            ^^^^^^^^^^^
# AttributeError: 'Account' object has no attribute 'amount'
