"""What the bus costs: ours, a bare loop that does nothing else, and what one would take from the shelf.

| | ours | bare: the limit | peer |
|---|---|---|---|
| relay | `Relay`, its lock, heads and marks | `bare_relay.py` | faststream-outbox (`peer_relay.py`) |
| fold | `ReaderRole`, inbox and positions | `bare_fold.py` | FastStream, a message a transaction (`peer_reader.py`) |
| reaction | the same reader, fact by fact | - | FastStream, a message a transaction |

All of them work in one run on the same PostgreSQL (commits wait for the disk) and Kafka (`acks=all`), turn and turn
about, on the same facts: same keys, same JSON, same headers. What is given is the median of the rounds.
"""
