"""Speaking HTTP: waitress, with limits on what one client can take of it.

`request.py` is what a client sends, `connection.py` how long it may take over that and over its
answer, `answer.py` what the server says where the desk has not been asked, `server.py` all of it
together, `log.py` how the server's own log is written.
"""
