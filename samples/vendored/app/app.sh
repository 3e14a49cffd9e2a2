#!/bin/sh
cat /deps.txt
