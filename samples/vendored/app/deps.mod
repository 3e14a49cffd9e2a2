tool 1.0
