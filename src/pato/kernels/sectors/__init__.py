"""Trade with several sectors and input-output links."""
