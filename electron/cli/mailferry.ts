#!/usr/bin/env node
// The command line's way in. What it loads besides is compiled once and kept, so that the next start takes a fraction of the time.
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { compiledCodeFolder } from './data-folder.ts';

// Not in the system's folder for temporary files, where others could put something in its place. A folder that cannot be written is no
// fault: then the code is compiled again.
enableCompileCache(compiledCodeFolder({ env: process.env, platform: process.platform, home: homedir() }));
void import('./main.ts');
