/** Top-level domains that names in clouds end in: general ones, and those that only a private network knows. */
const GENERAL =
  'com|org|net|edu|gov|mil|int|info|biz|arpa|cloud|dev|app|tech|online|site|academy|science|university|internal|intranet|local|localdomain|lan|corp|example|test|invalid|cluster';

/** Countries' that no word of a sentence or name of a file ends in. */
const COUNTRIES =
  'ac|ae|ar|au|bg|br|ca|ch|cl|cn|cz|de|dk|ee|es|eu|fr|gr|hk|hr|hu|ie|il|io|jp|kr|lt|lu|lv|mx|my|nl|nz|pk|pt|ro|ru|se|sg|si|sk|th|tr|tw|ua|uk|vn|za';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

/**
 * Fully qualified domain names. With two dots or more, any two letters at the end may be a country; with one dot alone, `libc.so`
 * and `failed.it` are none. Names of Python modules (`nova.compute.manager`) end in no top-level domain.
 */
export const DOMAIN = new RegExp(
  `(?<![\\w.@/-])(?:(?:${LABEL}\\.)+(?:${GENERAL})|${LABEL}\\.(?:${COUNTRIES})|(?:${LABEL}\\.){2,}(?!py|sh|md|so|gz|xz|js|ts|rs|cc|go|db|hz|kb|mb|gb|tb|id)[a-z]{2})\\.?(?![\\w-]|\\.\\w)`,
  'gi',
);
