#!/bin/busybox sh
echo "hello, world (built with: @DEPENDENCIES@)"
