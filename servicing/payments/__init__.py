"""Money coming in: rules, receipt, settlement, returns, autopay."""
