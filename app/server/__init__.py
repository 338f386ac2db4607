"""Speaking HTTP: waitress, with limits on what one client can take of it.

- `request.py`: reads what a client sends, and refuses what is malformed
- `connection.py`: limits how long a client may take to send, and to read its answer
- `buffers.py`: where both are kept, and what becomes of them when a disk is full
- `answer.py`: the plain-text answer to what was refused before it reached the desk
- `server.py`: the server itself, and its threads
- `log.py`: how the server's own log is written
"""
