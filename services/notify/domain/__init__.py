"""What an e-mail is and what can become of it, pure."""
