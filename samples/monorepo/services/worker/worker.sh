cat /etc/queue
