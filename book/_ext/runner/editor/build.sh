#!/bin/sh
# Writes editor.js from the files beside it: see README.md.
set -e
cd "$(dirname "$0")"
tools=../../../../_build/editor
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tools" esbuild@0.28.2 prism-code-editor@5.4.0
sources=$(cat entry.js colours.js commands.js foot.js licence.txt | sha256sum | cut -d ' ' -f 1)
NODE_PATH=$tools/node_modules "$tools/node_modules/.bin/esbuild" entry.js --bundle --minify --format=iife --charset=utf8 \
  --target=es2022 --outfile=editor.js --banner:js="/* sources $sources
$(cat licence.txt)
*/"
