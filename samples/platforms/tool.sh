#!/bin/busybox sh
echo "tool for @PLATFORM@"
