"""Spreadsheets, as CSV and as XLSX: rows of cells, written and read. What the cells say is no
matter of this folder."""
