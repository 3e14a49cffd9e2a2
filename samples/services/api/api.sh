echo "api: $(cat /src/variant), $(wc -l < /src/modules.lock) modules"
