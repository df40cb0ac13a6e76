"""Reads projects as JSON on stdin and prints what docker-compose 1.29 makes of them, so that tests can compare.

Its own modules are called, because starting the program once for each file takes minutes.
"""
import json
import os
import sys

import yaml
from compose.cli.command import get_config_path_from_options
from compose.config import config, serialize
from compose.config.environment import Environment
from compose.config.errors import ConfigurationError

# The build contexts and env files of files that stand alone are not there.
config.validate_paths = lambda service: None
config.env_vars_from_file = lambda *_: {}


def load(request):
    folder = request["dir"]
    os.chdir(folder)
    environment = Environment.from_env_file(folder)
    try:
        files = get_config_path_from_options({"--file": request["files"]}, environment)
        details = config.find(folder, files, environment, None)
        loaded = config.load(details)
        return {"project": yaml.safe_load(serialize.serialize_config(loaded))}
    except ConfigurationError as error:
        return {"error": str(error.msg)}


json.dump([load(request) for request in json.load(sys.stdin)], sys.stdout, default=str)
