"""What a worker sees and sends: pages composed from forms and records, and answers read back. Pure."""
