echo "all specs pass"
