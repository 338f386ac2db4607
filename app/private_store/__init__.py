"""What may never stand in the log: passwords, sessions, one-time links, the keys of personal data,
who tries to sign in. The log is never cut and its exports travel; what is here can be forgotten."""
