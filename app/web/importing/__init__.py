"""Importing lists: what their columns mean, what is wrong with their lines, what is likely here
already, and how all of it travels from the page that shows it to the one that carries it out."""
