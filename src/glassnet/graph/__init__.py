"""What a network is: integers and frozen values. Neither torch nor numpy is known here."""
