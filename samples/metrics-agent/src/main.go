package main

var version = "dev"

func main() { println("agent", version) }
