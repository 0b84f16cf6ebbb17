"""What every room uses: errors that name the reader's line, containers and their leaves, numbers and tables as text."""
