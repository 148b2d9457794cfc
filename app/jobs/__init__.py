"""Work that outlives a request: rows that are claimed for a while, done, tried again or given up.

lease.py      claim, heartbeat, done, retry, dead letter: the verbs of every table with a lease (jobs, mails)
queue.py      jobs: put in by whoever, in the transaction of what they serve
running.py    one job after the other, by handlers that are given from above
schedule.py   what is to be done again and again
worker.py     the loop: woken by the broker, looks by itself too, ends what it has begun
"""
