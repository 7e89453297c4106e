"""What departments demand of people, and what people were asked (R24)."""
