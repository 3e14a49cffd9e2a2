#!/bin/sh
echo "api of edition $(cat /etc/edition)"
