"""Reading, stamping and laying out PDFs; everything here runs in worker processes."""
