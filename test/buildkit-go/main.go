// Reads Dockerfiles as a JSON list of texts on stdin and prints what BuildKit's own frontend makes of them, so that tests can compare.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
)

type stage struct {
	Name string `json:"name"`
	// Keyword and 1-based line of each instruction after FROM.
	Commands []string `json:"commands"`
	// The images that are asked for to build it.
	Images []string `json:"images"`
	// What would be in the config of its image, when the base image says nothing.
	Config any `json:"config"`
	// Why it could not be built.
	Error string `json:"error,omitempty"`
}

type answer struct {
	// Why the file is refused as a whole.
	Error  string  `json:"error,omitempty"`
	Stages []stage `json:"stages"`
}

// Images that say nothing, and remember which of them was asked for.
type silentImages struct {
	sync.Mutex
	asked []string
}

func (s *silentImages) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	// Stages are resolved side by side.
	s.Lock()
	s.asked = append(s.asked, ref)
	s.Unlock()
	config := []byte(`{"architecture":"amd64","os":"linux","config":{}}`)
	return ref, digest.FromBytes(config), config, nil
}

func startOf(ranges []parser.Range) int {
	if len(ranges) == 0 {
		return 0
	}
	return ranges[0].Start.Line
}

func read(text string) answer {
	parsed, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		return answer{Error: err.Error()}
	}
	stages, _, err := instructions.Parse(parsed.AST, linter.New(&linter.Config{}))
	if err != nil {
		return answer{Error: err.Error()}
	}
	// What a builder of this version can do: mounts that need more are asked for it.
	caps := pb.Caps.CapSet(pb.Caps.All())
	lines := bytes.SplitAfter([]byte(text), []byte("\n"))
	out := answer{Stages: []stage{}}
	for i, s := range stages {
		one := stage{Name: s.Name, Commands: []string{}, Images: []string{}}
		for _, command := range s.Commands {
			one.Commands = append(one.Commands, fmt.Sprintf("%s@%d", strings.ToUpper(command.Name()), startOf(command.Location())))
		}
		// Each stage is built as the last one of a file that ends with it.
		end := len(lines)
		if i+1 < len(stages) {
			end = startOf(stages[i+1].Location) - 1
		}
		images := &silentImages{}
		result, err := dockerfile2llb.Dockerfile2LLB(context.Background(), bytes.Join(lines[:end], nil), dockerfile2llb.ConvertOpt{
			MetaResolver: images,
			LLBCaps:      &caps,
			Warn:         func(string, string, string, string, []parser.Range) {},
		})
		if err != nil {
			one.Error = err.Error()
		} else {
			one.Config = result.Image.Config
			one.Images = append(one.Images, images.asked...)
		}
		out.Stages = append(out.Stages, one)
	}
	return out
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	answers := make([]answer, len(texts))
	for i, text := range texts {
		answers[i] = read(text)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
