//! Writes the dashboard down as Rust: every file under `assets/` that a browser asks
//! for, compressed, and one hash over them all. See `docs/adr/0019-dashboard.md`.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

type Failure = Box<dyn Error>;

/// What is served, by the end of its name: the type, and whether it shrinks. A file of
/// any other kind stays out.
const KINDS: &[(&str, &str, bool)] = &[
    (".css", "text/css; charset=utf-8", true),
    (".html", "text/html; charset=utf-8", true),
    (".ico", "image/x-icon", true),
    (".js", "text/javascript; charset=utf-8", true),
    (".json", "application/json", true),
    (".mjs", "text/javascript; charset=utf-8", true),
    (".png", "image/png", false),
    (".svg", "image/svg+xml", true),
    (".txt", "text/plain; charset=utf-8", true),
    (".webmanifest", "application/manifest+json", true),
    (".webp", "image/webp", false),
    (".woff2", "font/woff2", false),
];

/// The pages, which name the other files by [`PLACEHOLDER`], and what they are called in
/// the code.
const PAGES: [(&str, &str); 4] = [
    ("index.html", "INDEX"),
    ("onboarding.html", "ONBOARDING"),
    ("candidate.html", "CANDIDATE"),
    ("admin.html", "ADMIN"),
];

/// Stands in the pages for where the other files are.
const PLACEHOLDER: &str = "{{assets}}";

/// A file of the dashboard.
struct File {
    /// Below `assets/`, with `/`.
    path: String,
    kind: &'static str,
    shrinks: bool,
    bytes: Vec<u8>,
}

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=build.rs");
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("assets");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut files = Vec::new();
    collect(&root, "", &mut files)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let hash = hash_of(&files);
    let mut code = format!("pub(crate) const HASH: &str = \"{hash}\";\n");
    for (nth, (path, name)) in PAGES.iter().enumerate() {
        let found = files.iter().position(|file| file.path == *path);
        let found = found.ok_or_else(|| format!("assets/{path} is missing"))?;
        let mut page = files.swap_remove(found);
        page.bytes = filled_in(path, page.bytes, &hash)?.into_bytes();
        let page = literal(&out, nth, &page)?;
        writeln!(code, "pub(crate) static {name}: Asset = {page};")?;
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    writeln!(code, "pub(crate) static ASSETS: &[Asset] = &[")?;
    for (nth, file) in files.iter().enumerate() {
        writeln!(code, "{},", literal(&out, nth + PAGES.len(), file)?)?;
    }
    writeln!(code, "];")?;
    fs::write(out.join("embedded.rs"), code)?;
    Ok(())
}

/// Every file below `folder` that is served.
fn collect(folder: &Path, above: &str, files: &mut Vec<File>) -> Result<(), Failure> {
    let read = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in read {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().ok_or("a name under assets/ is not UTF-8")?;
        let path = format!("{above}{name}");
        if name.starts_with('.') || name == "node_modules" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else if let Some((kind, shrinks)) = kind_of(name) {
            let bytes = fs::read(entry.path())?;
            files.push(File {
                path,
                kind,
                shrinks,
                bytes,
            });
        }
    }
    Ok(())
}

/// The type a file is served as; `None` for what only developers need.
fn kind_of(name: &str) -> Option<(&'static str, bool)> {
    let of_tools = (name.starts_with("package") || name.starts_with("tsconfig"))
        && name.to_ascii_lowercase().ends_with(".json");
    if of_tools || name.ends_with(".test.js") || name.ends_with(".test.mjs") {
        return None;
    }
    let kind = KINDS.iter().find(|(end, ..)| name.ends_with(end));
    kind.map(|(_, kind, shrinks)| (*kind, *shrinks))
}

/// Changes whenever a file, or the name of one, does.
fn hash_of(files: &[File]) -> String {
    let mut all = Sha256::new();
    for file in files {
        all.update(file.path.len().to_be_bytes());
        all.update(&file.path);
        all.update(file.bytes.len().to_be_bytes());
        all.update(&file.bytes);
    }
    short(&all.finalize())
}

/// 64 bits as hexadecimal digits: enough to tell versions apart.
fn short(digest: &[u8]) -> String {
    digest.iter().take(8).fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The page of that name with its placeholder filled in.
fn filled_in(name: &str, template: Vec<u8>, hash: &str) -> Result<String, Failure> {
    let template = String::from_utf8(template)?;
    let page = template.replace(PLACEHOLDER, &format!("/partner/assets/{hash}"));
    if page == template || page.contains("{{") {
        return Err(
            format!("{name}: {PLACEHOLDER} must be its placeholder, and the only one").into(),
        );
    }
    Ok(page)
}

/// `file` as an expression; its bytes lie beside the code.
fn literal(out: &Path, nth: usize, file: &File) -> Result<String, Failure> {
    let File { path, kind, .. } = file;
    let plain = kept(out, &format!("{nth}"), &file.bytes)?;
    let (gzip, brotli) = if file.shrinks {
        (gzip(&file.bytes)?, brotli(&file.bytes)?)
    } else {
        (Vec::new(), Vec::new())
    };
    let gzip = if_smaller(out, &format!("{nth}.gz"), &gzip, &file.bytes)?;
    let brotli = if_smaller(out, &format!("{nth}.br"), &brotli, &file.bytes)?;
    let tag = short(&Sha256::digest(&file.bytes));
    Ok(format!(
        "Asset {{ path: {path:?}, kind: {kind:?}, tag: {tag:?}, plain: {plain}, gzip: {gzip}, brotli: {brotli} }}"
    ))
}

fn if_smaller(out: &Path, name: &str, packed: &[u8], plain: &[u8]) -> Result<String, Failure> {
    if packed.is_empty() || packed.len() >= plain.len() {
        return Ok("None".to_owned());
    }
    Ok(format!("Some({})", kept(out, name, packed)?))
}

fn kept(out: &Path, name: &str, bytes: &[u8]) -> Result<String, Failure> {
    fs::write(out.join(name), bytes)?;
    Ok(format!(
        "include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))"
    ))
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(mut bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut packed = Vec::new();
    // Quality 11 of a window of 4 MiB, which is the format's best for text.
    let best = BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut bytes, &mut packed, &best)?;
    Ok(packed)
}
