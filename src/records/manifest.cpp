#include "records/manifest.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace meso::records {
namespace {

constexpr std::string_view kMagic = "meso network ";
constexpr std::uint64_t kVersion = 1;

template <class T>
std::optional<T> number_from(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

// The code that file_stem made `stem` of; nothing when it made none.
std::optional<std::string> code_from_stem(std::string_view stem) {
  std::string code;
  for (std::size_t i = 0; i < stem.size(); ++i) {
    if (stem[i] != '%') {
      code += stem[i];
      continue;
    }
    unsigned byte = 0;
    const char* digits = stem.data() + i + 1;
    if (i + 2 >= stem.size() || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2)
      return std::nullopt;
    code += static_cast<char>(byte);
    i += 2;
  }
  if (code.empty() || file_stem(code) != stem) return std::nullopt;
  return code;
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t blank = line.find(' ');
    fields.push_back(line.substr(0, blank));
    if (blank == std::string_view::npos) return fields;
    line.remove_prefix(blank + 1);
  }
}

std::optional<ManifestEntry> parse_entry(std::span<const std::string_view> fields) {
  if (fields.size() != 9 || fields[0] != "practice") return std::nullopt;
  const auto practice = code_from_stem(fields[1]);
  const auto generation = number_from<std::uint64_t>(fields[4]);
  const auto as_at = parse_iso_date(fields[5]);
  const auto patients = number_from<std::uint64_t>(fields[7]);
  const auto events = number_from<std::uint64_t>(fields[8]);
  if (!practice || !generation || !as_at || !is_hex(fields[6], 32) || !patients || !events)
    return std::nullopt;
  ManifestEntry entry{*practice,
                      std::string(fields[2]),
                      fields[3] == "-" ? "" : std::string(fields[3]),
                      *generation,
                      *as_at,
                      std::string(fields[6]),
                      *patients,
                      *events};
  if (entry.file != practice_file_name(*practice, *generation) ||
      (!entry.identities_file.empty() &&
       entry.identities_file != identities_file_name(*practice, *generation))) {
    return std::nullopt;
  }
  return entry;
}

}  // namespace

std::string manifest_path(const std::string& directory) {
  return join_path(directory, "manifest");
}
std::string practices_directory(const std::string& directory) {
  return join_path(directory, "practices");
}
std::string identities_directory(const std::string& directory) {
  return join_path(directory, "identities");
}

std::string file_stem(std::string_view practice) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : practice) {
    if (is_plain(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return out;
}

std::string practice_file_name(std::string_view practice, std::uint64_t generation) {
  return file_stem(practice) + "-" + std::to_string(generation) + ".meso";
}

std::string identities_file_name(std::string_view practice, std::uint64_t generation) {
  return file_stem(practice) + "-" + std::to_string(generation) + ".sealed";
}

std::string hashing_key_name(std::string_view network_id) {
  return "network/" + std::string(network_id) + "/hashing";
}
std::string identities_key_name(std::string_view network_id) {
  return "network/" + std::string(network_id) + "/identities";
}
std::string practice_key_name(std::string_view network_id, std::string_view practice) {
  return "network/" + std::string(network_id) + "/practice/" + file_stem(practice);
}
std::string next_practice_key_name(std::string_view network_id, std::string_view practice) {
  return practice_key_name(network_id, practice) + "/next";
}
std::string withdrawn_key_name(std::string_view network_id, std::string_view practice) {
  return practice_key_name(network_id, practice) + "/withdrawn";
}

bool is_withdrawn(const KeyRing& keys, std::string_view network_id, std::string_view practice) {
  return keys.find(withdrawn_key_name(network_id, practice)).has_value();
}

std::string manifest_text(const Manifest& manifest) {
  std::string text = std::string(kMagic) + std::to_string(kVersion) + "\nid " + manifest.network_id +
                     "\ngeneration " + std::to_string(manifest.generation) + "\n";
  for (const ManifestEntry& entry : manifest.practices) {
    text += "practice " + file_stem(entry.practice) + " " + entry.file + " " +
            (entry.identities_file.empty() ? "-" : entry.identities_file) + " " +
            std::to_string(entry.generation) + " " + format_date(entry.as_at) + " " + entry.checksum + " " +
            std::to_string(entry.patients) + " " + std::to_string(entry.events) + "\n";
  }
  return text + "checksum " + digest_hex(std::as_bytes(std::span(text))) + "\n";
}

Result<Manifest> parse_manifest(std::string_view text, const std::string& path) {
  std::uint32_t line = 0;
  const auto corrupt = [&](const std::string& what) {
    return Error{ErrorKind::kCorrupt, "the network's manifest does not read: " + what, Place{path, line, 0},
                 "put its backup in its place, or load the practices' extracts into a new network"};
  };
  const std::size_t first_end = text.find('\n');
  if (!text.starts_with(kMagic) || first_end == std::string_view::npos)
    return corrupt("it does not begin as one");
  const auto version = number_from<std::uint64_t>(text.substr(kMagic.size(), first_end - kMagic.size()));
  if (!version || *version == 0) return corrupt("it does not begin as one");
  if (*version > kVersion) {
    return Error{ErrorKind::kNewer,
                 "the network's manifest is of version " + std::to_string(*version) +
                     "; this program reads version " + std::to_string(kVersion),
                 Place{path, 1, 0}, "use the newer program"};
  }
  const std::size_t checksum_at = text.rfind("\nchecksum ");
  if (checksum_at == std::string_view::npos) return corrupt("its last line is missing");
  std::string_view rest = text.substr(0, checksum_at + 1);
  if (text.substr(rest.size()) != "checksum " + digest_hex(std::as_bytes(std::span(rest))) + "\n") {
    return corrupt("its checksum is wrong");
  }

  const auto next_line = [&] {
    ++line;
    const std::size_t end = rest.find('\n');
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return taken;
  };
  next_line();
  Manifest manifest;
  const std::string_view id = next_line();
  if (!id.starts_with("id ") || !is_hex(id.substr(3), 16)) return corrupt("the network's id is wrong");
  manifest.network_id = id.substr(3);
  const std::string_view generation = next_line();
  const auto number = generation.starts_with("generation ")
                          ? number_from<std::uint64_t>(generation.substr(11))
                          : std::nullopt;
  if (!number) return corrupt("the generation is wrong");
  manifest.generation = *number;
  while (!rest.empty()) {
    auto entry = parse_entry(fields_of(next_line()));
    if (!entry || entry->generation > manifest.generation) return corrupt("a practice's line is wrong");
    if (!manifest.practices.empty() && entry->practice <= manifest.practices.back().practice) {
      return corrupt("the practices are out of order");
    }
    manifest.practices.push_back(*std::move(entry));
  }
  return manifest;
}

Result<Manifest> read_manifest(FileSystem& files, const std::string& directory) {
  const std::string path = manifest_path(directory);
  const auto file = files.read(path);
  if (!file.ok() && file.error().kind == ErrorKind::kNotFound) {
    return Error{ErrorKind::kNotFound, "is not a network: it has no manifest", Place{directory, 0, 0},
                 "make one with: meso load " + directory + " SOURCE"};
  }
  if (!file.ok()) return file.error();
  const auto bytes = (*file)->bytes();
  return parse_manifest({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
}

}  // namespace meso::records
