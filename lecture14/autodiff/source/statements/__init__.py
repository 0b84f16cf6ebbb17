"""The small form between text and text: three-address statements under structured control flow."""
