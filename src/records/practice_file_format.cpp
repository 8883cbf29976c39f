#include "records/practice_file_format.h"

#include <xxhash.h>

#include <algorithm>

#include "base/byte_stream.h"

namespace meso::records::format {
namespace {

constexpr std::size_t kSectionEntrySize = 32;

bool all_zero(std::span<const std::byte> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; });
}

bool equals(std::span<const std::byte> bytes, std::string_view text) {
  return std::ranges::equal(bytes, std::as_bytes(std::span(text)));
}

}  // namespace

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::kDirectory:
      return "directory";
    case Kind::kAbout:
      return "description";
    case Kind::kCodes:
      return "dictionary of codes";
    case Kind::kAreas:
      return "areas";
    case Kind::kEthnicities:
      return "ethnicities";
    case Kind::kIds:
      return "patient ids";
    case Kind::kBirth:
      return "birth dates";
    case Kind::kDeath:
      return "death dates";
    case Kind::kSex:
      return "sexes";
    case Kind::kArea:
      return "patients' areas";
    case Kind::kEthnicity:
      return "patients' ethnicities";
    case Kind::kFlags:
      return "patients' flags";
    case Kind::kOwnNumbers:
      return "practice's own numbers";
    case Kind::kRunCodes:
      return "run codes";
    case Kind::kRunStarts:
      return "run starts";
    case Kind::kRunValues:
      return "run values";
    case Kind::kPostings:
      return "postings";
    case Kind::kValues:
      return "values";
    case Kind::kUnits:
      return "units";
    case Kind::kComparators:
      return "comparators";
    case Kind::kEpisodes:
      return "episodes";
    case Kind::kConsultations:
      return "consultations";
    case Kind::kSequences:
      return "sequences";
  }
  return "section";
}

std::uint64_t checksum(std::span<const std::byte> bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::string seal_context(const Header& header, Kind kind, std::uint32_t block) {
  ByteWriter out;
  out.raw("meso practice file");
  out.number(kVersion);
  out.raw(header.salt);
  out.number(static_cast<std::uint32_t>(kind));
  out.number(block);
  out.raw(header.practice);
  return std::string(reinterpret_cast<const char*>(out.bytes().data()), out.size());
}

Bytes encode_header(const Header& header) {
  ByteWriter out;
  out.raw(kMagic);
  out.number(kVersion);
  out.number(static_cast<std::uint32_t>(header.cipher));
  out.number(header.key_id);
  out.raw(header.salt);
  out.text(header.practice);
  out.zeros(kHeaderSize - 8 - out.size());
  out.number(checksum(out.bytes()));
  return out.take();
}

std::uint32_t peek_version(std::span<const std::byte> header) {
  ByteReader in(header);
  if (!equals(in.raw(kMagic.size()), kMagic)) return 0;
  return in.number<std::uint32_t>();
}

std::optional<Header> decode_header(std::span<const std::byte> bytes) {
  if (bytes.size() < kHeaderSize || peek_version(bytes) != kVersion) return std::nullopt;
  ByteReader in(bytes.first(kHeaderSize));
  in.raw(kMagic.size() + sizeof kVersion);
  Header header;
  const auto cipher = in.number<std::uint32_t>();
  header.key_id = in.number<std::uint64_t>();
  std::ranges::copy(in.raw(header.salt.size()), header.salt.begin());
  header.practice = in.text();
  if (!in.ok() || header.practice.empty() || header.practice.size() > kMostPracticeBytes) return std::nullopt;
  if (!all_zero(in.raw(kMostPracticeBytes - header.practice.size() + 12))) return std::nullopt;
  if (in.number<std::uint64_t>() != checksum(bytes.first(kHeaderSize - 8))) return std::nullopt;
  if (cipher > static_cast<std::uint32_t>(Cipher::kXChaCha20Poly1305)) return std::nullopt;
  header.cipher = static_cast<Cipher>(cipher);
  return header;
}

Bytes encode_directory(std::span<const Section> sections) {
  ByteWriter out;
  out.number(static_cast<std::uint64_t>(sections.size()));
  for (const Section& section : sections) {
    out.number(static_cast<std::uint32_t>(section.kind));
    out.number(section.block);
    out.number(section.offset);
    out.number(section.size);
    out.number(section.checksum);
  }
  return out.take();
}

std::optional<std::vector<Section>> decode_directory(std::span<const std::byte> plain) {
  ByteReader in(plain);
  const auto count = in.number<std::uint64_t>();
  if (!in.ok() || (plain.size() - 8) % kSectionEntrySize != 0 ||
      count != (plain.size() - 8) / kSectionEntrySize) {
    return std::nullopt;
  }
  std::vector<Section> sections(count);
  for (Section& section : sections) {
    section.kind = static_cast<Kind>(in.number<std::uint32_t>());
    section.block = in.number<std::uint32_t>();
    section.offset = in.number<std::uint64_t>();
    section.size = in.number<std::uint64_t>();
    section.checksum = in.number<std::uint64_t>();
  }
  return sections;
}

Bytes encode_footer(const Section& directory, std::uint64_t file_size) {
  ByteWriter out;
  out.number(directory.offset);
  out.number(directory.size);
  out.number(directory.checksum);
  out.number(file_size);
  out.zeros(16);
  out.number(checksum(out.bytes()));
  out.raw(kEndMagic);
  return out.take();
}

std::optional<Section> decode_footer(std::span<const std::byte> footer, std::uint64_t file_size) {
  ByteReader in(footer);
  Section directory;
  directory.offset = in.number<std::uint64_t>();
  directory.size = in.number<std::uint64_t>();
  directory.checksum = in.number<std::uint64_t>();
  const auto stated_size = in.number<std::uint64_t>();
  const bool zeros = all_zero(in.raw(16));
  const auto stated_checksum = in.number<std::uint64_t>();
  if (!equals(in.raw(kEndMagic.size()), kEndMagic) || !in.at_end() || !zeros || stated_size != file_size ||
      stated_checksum != checksum(footer.first(48))) {
    return std::nullopt;
  }
  return directory;
}

Bytes encode_about(const About& about) {
  ByteWriter out;
  out.number(about.as_at);
  out.number(about.flags);
  out.number(about.patients);
  out.number(about.events);
  out.number(about.postings);
  out.number(about.blocks);
  out.number(about.codes);
  out.text(about.source);
  return out.take();
}

std::optional<About> decode_about(std::span<const std::byte> plain) {
  ByteReader in(plain);
  About about;
  about.as_at = in.number<std::int32_t>();
  about.flags = in.number<std::uint32_t>();
  about.patients = in.number<std::uint64_t>();
  about.events = in.number<std::uint64_t>();
  about.postings = in.number<std::uint64_t>();
  about.blocks = in.number<std::uint32_t>();
  about.codes = in.number<std::uint32_t>();
  about.source = in.text();
  if (!in.at_end()) return std::nullopt;
  return about;
}

}  // namespace meso::records::format
