/** clouds.yaml and the files beside it: the settings of a cloud, put together as openstacksdk does. */
import { parse } from 'yaml';
import { ExitCode, PipelineError } from '../../errors.ts';

/** What a file says of a cloud, values as text; `auth` is a map of its own. */
export type CloudSettings = Readonly<Record<string, unknown>>;

/** The text of a file, and what to call it in messages. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface CloudFiles {
  readonly clouds: NamedText;
  /** Profiles that clouds refer to by `profile`. */
  readonly public?: NamedText | undefined;
  /** Passwords kept apart. */
  readonly secure?: NamedText | undefined;
}

/**
 * The settings of one cloud: its profile, overlaid by its entry in clouds.yaml, overlaid by its entry in secure.yaml.
 *
 * @throws PipelineError when a file is not YAML of that form, or nothing is called `cloud`. No value gets into a message.
 */
export function readCloud(cloud: string, files: CloudFiles): CloudSettings {
  const clouds = section(files.clouds, 'clouds');
  const found = mapAt(clouds, cloud);
  if (found === undefined) {
    throw new PipelineError('no-such-cloud', ExitCode.missingInput, 'expected the cloud of os_cloud among the clouds', {
      location: { file: files.clouds.name },
      hint: 'write os_cloud as it stands under clouds: in that file',
    });
  }
  const profileName = found.profile ?? found.cloud;
  const profile = profileName === undefined ? {} : findProfile(profileName, files);
  const secret = (files.secure && mapAt(section(files.secure, 'clouds'), cloud)) ?? {};
  return overlay(overlay(profile, found), secret);
}

function findProfile(name: unknown, files: CloudFiles): CloudSettings {
  const profiles = files.public ? section(files.public, 'public-clouds') : {};
  const profile = typeof name === 'string' ? mapAt(profiles, name) : undefined;
  if (profile === undefined) {
    throw new PipelineError(
      'no-such-profile',
      ExitCode.missingInput,
      'expected the profile of the cloud in clouds-public.yaml',
      {
        location: { file: files.public?.name ?? files.clouds.name },
        hint: "profiles that come with openstacksdk are not known here: copy the profile's auth_url into clouds.yaml",
      },
    );
  }
  return profile;
}

function section(file: NamedText, key: string): CloudSettings {
  let content: unknown;
  try {
    // Every value stays text: a password of digits keeps its zeros.
    content = parse(file.text, { schema: 'failsafe', merge: true, logLevel: 'error' });
  } catch (error) {
    // The parser's message quotes the line, and the line may hold a password.
    const line = (error as { linePos?: [{ line: number }] }).linePos?.[0].line;
    throw new PipelineError('not-yaml', ExitCode.badPipeline, 'expected YAML, found something else', {
      location: line === undefined ? { file: file.name } : { file: file.name, line },
    });
  }
  const found = isMap(content) ? (content[key] ?? {}) : undefined;
  if (isMap(found)) return found;
  throw new PipelineError(
    'not-yaml',
    ExitCode.badPipeline,
    `expected a map with the key ${key}, found something else`,
    {
      location: { file: file.name },
    },
  );
}

const isMap = (value: unknown): value is CloudSettings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mapAt(map: CloudSettings, key: string): CloudSettings | undefined {
  const value = Object.hasOwn(map, key) ? map[key] : undefined;
  return isMap(value) ? value : undefined;
}

function overlay(under: CloudSettings, over: CloudSettings): CloudSettings {
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = mapAt(result, key);
    result[key] = below !== undefined && isMap(value) ? overlay(below, value) : value;
  }
  return result;
}
