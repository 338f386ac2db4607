"""What people fill in: a file for each area of the desk. A form checks what was typed and makes it
into a command."""
