// Command go-slalom answers every request with a greeting.
package main

import (
	"fmt"
	"log"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "hello from go-slalom")
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
