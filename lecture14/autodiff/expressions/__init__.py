"""The words of the rule table: from an expression's text to functions, names in other languages, special functions."""
