"""What a borrower told the lender about themselves: rights invoked, flags."""
