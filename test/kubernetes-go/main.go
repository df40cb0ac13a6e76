// Reads manifests as a JSON list on stdin and prints what Kubernetes itself says of them: whether its API takes their fields, and which
// Pod Security level its admission controller lets pods reach. (The modules of Kubernetes stand in its own source under versions of their
// own: hence the replacements in go.mod.)
package main

import (
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	kjson "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/client-go/kubernetes/scheme"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/core"
	defaults "k8s.io/kubernetes/pkg/apis/core/v1"
	"k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/yaml"
)

type request struct {
	// Documents of one object each.
	Objects []string `json:"objects"`
	// Pods to be judged, up to this minor version and "latest".
	Pods   []string `json:"pods"`
	Newest int      `json:"newest"`
	// Pods as they would be created.
	Created []string `json:"created"`
}

type answer struct {
	// What is wrong with each object; empty for those that are right, and for kinds that Kubernetes does not bring.
	Errors []string `json:"errors"`
	// Whether its kind is known.
	Known []bool `json:"known"`
	// The highest level of each pod by version.
	Levels [][]string `json:"levels"`
	// Why the API would not create each of the last.
	Refused [][]string `json:"refused"`
}

func check(decoder runtime.Decoder, text string) (string, bool) {
	_, _, err := decoder.Decode([]byte(text), nil, nil)
	if runtime.IsNotRegisteredError(err) {
		return "", false
	}
	if err != nil {
		return err.Error(), true
	}
	return "", true
}

func levelsOf(evaluator policy.Evaluator, text string, newest int) []string {
	var pod corev1.Pod
	if err := yaml.Unmarshal([]byte(text), &pod); err != nil {
		return []string{err.Error()}
	}
	versions := []api.Version{}
	for minor := 0; minor <= newest; minor++ {
		versions = append(versions, api.MajorMinorVersion(1, minor))
	}
	versions = append(versions, api.LatestVersion())
	levels := []string{}
	for _, version := range versions {
		reached := "privileged"
		for _, level := range []api.Level{api.LevelRestricted, api.LevelBaseline} {
			results := evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: version}, &pod.ObjectMeta, &pod.Spec)
			if policy.AggregateCheckResults(results).Allowed {
				reached = string(level)
				break
			}
		}
		levels = append(levels, reached)
	}
	return levels
}

func refusal(text string) []string {
	var pod corev1.Pod
	if err := yaml.Unmarshal([]byte(text), &pod); err != nil {
		return []string{err.Error()}
	}
	pod.Name, pod.Namespace = "web", "default"
	defaults.SetObjectDefaults_Pod(&pod)
	var internal core.Pod
	if err := defaults.Convert_v1_Pod_To_core_Pod(&pod, &internal, nil); err != nil {
		return []string{err.Error()}
	}
	options := podutil.GetValidationOptionsFromPodSpecAndMeta(&internal.Spec, nil, &internal.ObjectMeta, nil)
	refused := []string{}
	for _, err := range validation.ValidatePodCreate(&internal, options) {
		refused = append(refused, err.Error())
	}
	return refused
}

func main() {
	var in request
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		fail(err)
	}
	strict := kjson.NewSerializerWithOptions(kjson.DefaultMetaFactory, scheme.Scheme, scheme.Scheme, kjson.SerializerOptions{Yaml: true, Strict: true})
	decoder := serializer.NewCodecFactory(scheme.Scheme).WithoutConversion().DecoderToVersion(strict, nil)
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		fail(err)
	}
	out := answer{Errors: []string{}, Known: []bool{}, Levels: [][]string{}, Refused: [][]string{}}
	for _, text := range in.Objects {
		wrong, known := check(decoder, text)
		out.Errors = append(out.Errors, wrong)
		out.Known = append(out.Known, known)
	}
	for _, text := range in.Pods {
		out.Levels = append(out.Levels, levelsOf(evaluator, text, in.Newest))
	}
	for _, text := range in.Created {
		out.Refused = append(out.Refused, refusal(text))
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
