"""Documents and workbooks made of data that selectors read: nothing is computed here."""
