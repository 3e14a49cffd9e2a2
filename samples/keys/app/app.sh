echo "app with $(cat /etc/flags)"
