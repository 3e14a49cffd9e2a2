module example.com/go-slalom

go 1.23
