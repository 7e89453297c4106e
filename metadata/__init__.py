"""What we know: fields, forms, records and the rules that join them. Pure: no web, no database, no clock."""
