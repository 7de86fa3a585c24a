"""What we were promised: contracts, the front door, the back door."""
