echo "worker"
