// Reads projects as JSON on stdin and prints what Docker Compose's own loader makes of them, so that tests can compare.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

type request struct {
	Dir      string   `json:"dir"`
	Files    []string `json:"files"`
	Profiles []string `json:"profiles"`
	EnvFiles []string `json:"envFiles"`
	// Whether what services name (networks, secrets) has to be there.
	Strict bool `json:"strict"`
}

// What is compared of a service.
type service struct {
	Image       string                      `json:"image"`
	Privileged  bool                        `json:"privileged"`
	CapAdd      []string                    `json:"cap_add"`
	CapDrop     []string                    `json:"cap_drop"`
	Tmpfs       []string                    `json:"tmpfs"`
	Secrets     []types.ServiceSecretConfig `json:"secrets"`
	ReadOnly    bool                        `json:"read_only"`
	User        string                      `json:"user"`
	SecurityOpt []string                    `json:"security_opt"`
	Environment types.MappingWithEquals     `json:"environment"`
	Volumes     []types.ServiceVolumeConfig `json:"volumes"`
	Ports       []types.ServicePortConfig   `json:"ports"`
}

type answer struct {
	Error    string             `json:"error,omitempty"`
	Services map[string]service `json:"services,omitempty"`
}

func load(r request) answer {
	if err := os.Chdir(r.Dir); err != nil {
		return answer{Error: err.Error()}
	}
	options, err := cli.NewProjectOptions(r.Files,
		cli.WithWorkingDirectory(r.Dir),
		cli.WithName("project"),
		cli.WithEnvFiles(r.EnvFiles...),
		cli.WithDotEnv,
		cli.WithConfigFileEnv,
		cli.WithDefaultConfigPath,
		cli.WithProfiles(r.Profiles),
		// Files that only the engine needs, such as env_file, are not part of the comparison.
		cli.WithoutEnvironmentResolution,
		cli.WithLoadOptions(func(o *loader.Options) { o.SkipConsistencyCheck = !r.Strict }),
	)
	if err != nil {
		return answer{Error: err.Error()}
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return answer{Error: err.Error()}
	}
	services := map[string]service{}
	for name, s := range project.Services {
		services[name] = service{s.Image, s.Privileged, s.CapAdd, s.CapDrop, s.Tmpfs, s.Secrets, s.ReadOnly, s.User, s.SecurityOpt, s.Environment, s.Volumes, s.Ports}
	}
	return answer{Services: services}
}

func main() {
	var requests []request
	if err := json.NewDecoder(os.Stdin).Decode(&requests); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	answers := []answer{}
	for _, r := range requests {
		answers = append(answers, load(r))
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
