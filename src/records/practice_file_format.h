// The bytes of a practice file, version 1. This comment is the specification.
//
// All numbers are little-endian. A file is a header, sections, a directory and a footer; the directory is a
// section that the footer finds. Every section begins at a multiple of 64 bytes; the gaps are zeros.
//
//   header, 128 bytes                               footer, the last 64 bytes
//     0  "MESOPRAC"                                   0  u64 offset of the directory
//     8  u32 version                                  8  u64 its stored size
//    12  u32 cipher: 0 none, 1 XChaCha20-Poly1305    16  u64 xxh3 of its stored bytes
//    16  u64 id of the sealing key; 0: none          24  u64 size of the whole file
//    24  16 random bytes, zeros when not sealed      32  16 zeros
//    40  u32 length of the practice's code, 1-64     48  u64 xxh3 of the footer's first 48 bytes
//    44  the code, padded with zeros to 64 bytes     56  "MESO-END"
//   108  12 zeros
//   120  u64 xxh3 of the header's first 120 bytes
//
//   directory: u64 count; then per section, ascending by (block, kind) and by offset, 32 bytes:
//     u32 kind, u32 block (kWholeFile: of the file), u64 offset, u64 stored size, u64 xxh3 of the stored
//     bytes
//
// "xxh3" is XXH3 64-bit with seed 0. In a sealed file the stored bytes of every section and of the directory
// are nonce (24), encrypted text, tag (16), authenticated together with the context: "meso practice file",
// u32 version, the 16 random bytes, u32 kind, u32 block, the practice's code. So no section can be moved to
// another place, file or generation. In a file that is not sealed they are the bytes themselves, and the file
// depends on nothing but what was written: not on the clock, the machine or the number of threads.
//
// Sections of the file (text: u32 length, bytes):
//   about        i32 as-at day, u32 flags (AboutFlag), u64 patients, u64 events without spells, u64 postings,
//                u32 blocks, u32 codes, text source
//   codes        the dictionary: per code u8 system, text. A code's id is its position
//   areas, ethnicities    u32 count, that many texts; the first is ""
// Sections of a block, the columns of block.h: P patients, R runs, N postings, V values, M bytes of numbers
//   ids u64[P]  birth u16[P]  death u16[P]  sex u8[P]  area u16[P]  ethnicity u16[P]  flags u16[P]
//   own numbers  u32[P+1] where each begins and the last ends, M bytes
//   run codes u32[R]  run starts u32[R+1]  run values u32[R]  postings u32[N]
//   values f32[V], units u8[V], comparators u8[V]; episodes u8[N], consultations u32[N], sequences u32[N]
// The last two lines but postings' own may be absent: values when no run is numeric, the others when all are
// zero.
//
// What a reader may rely on, and block_check.cpp enforces: run codes ascend and are below `codes`; no run is
// empty; run starts begin at 0 and end at N; numeric runs lie in `values` back to back, in order, and fill
// it; inside a run postings ascend by (patient, date, sequence); patients are below P; values are finite or
// NaN; enumerations and indexes into areas and ethnicities are in range.
//
// The dictionary begins with those of the reserved codes that occur; then each code group in turn, each code
// in the first group that names it; then the rest; inside each by (system, code). Codes that do not occur are
// not written. A spell is a posting of `registered` on its first day and, when its end is known, of `left` on
// its end day, both with the spell's number among the patient's (0, 1, ... by start, then end, an open end
// last) as sequence.
//
// Why a column is a section, and not one blob per block: each span of a Block is then a piece of the mapping
// as it lies, aligned for any number, and a column that says nothing costs nothing.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/keys.h"

namespace meso::records::format {

inline constexpr std::string_view kMagic = "MESOPRAC";
inline constexpr std::string_view kEndMagic = "MESO-END";
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kHeaderSize = 128;
inline constexpr std::size_t kFooterSize = 64;
inline constexpr std::size_t kAlignment = 64;
inline constexpr std::size_t kMostPracticeBytes = 64;
inline constexpr std::uint32_t kWholeFile = 0xFFFFFFFFu;

enum class Cipher : std::uint32_t { kNone = 0, kXChaCha20Poly1305 = 1 };

enum AboutFlag : std::uint32_t { kSynthetic = 1, kLeaversMissing = 2, kRegistrationsAssumed = 4 };

enum class Kind : std::uint32_t {
  kDirectory = 0,
  kAbout = 1,
  kCodes = 2,
  kAreas = 3,
  kEthnicities = 4,
  // Of a block.
  kIds = 16,
  kBirth = 17,
  kDeath = 18,
  kSex = 19,
  kArea = 20,
  kEthnicity = 21,
  kFlags = 22,
  kOwnNumbers = 23,
  kRunCodes = 24,
  kRunStarts = 25,
  kRunValues = 26,
  kPostings = 27,
  kValues = 28,
  kUnits = 29,
  kComparators = 30,
  kEpisodes = 31,
  kConsultations = 32,
  kSequences = 33,
};
inline constexpr std::uint32_t kFirstBlockKind = 16;
inline constexpr std::uint32_t kBlockKinds = 18;

// What a person calls a section of that kind, for messages.
std::string_view kind_name(Kind kind);

struct Header {
  Cipher cipher = Cipher::kNone;
  std::uint64_t key_id = 0;
  std::array<std::byte, 16> salt{};
  std::string practice;
};

struct Section {
  Kind kind = Kind::kDirectory;
  std::uint32_t block = kWholeFile;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;  // as stored
  std::uint64_t checksum = 0;
};

struct About {
  std::int32_t as_at = 0;
  std::uint32_t flags = 0;
  std::uint64_t patients = 0;
  std::uint64_t events = 0;
  std::uint64_t postings = 0;
  std::uint32_t blocks = 0;
  std::uint32_t codes = 0;
  std::string source;
};

std::uint64_t checksum(std::span<const std::byte> bytes);

// What sealed bytes are bound to.
std::string seal_context(const Header& header, Kind kind, std::uint32_t block);

Bytes encode_header(const Header& header);
Bytes encode_directory(std::span<const Section> sections);
Bytes encode_footer(const Section& directory, std::uint64_t file_size);
Bytes encode_about(const About& about);

// Each gives nothing when the bytes are not what the specification says. The version is for the caller to
// look at: bytes of another version are not decoded.
std::uint32_t peek_version(std::span<const std::byte> header);  // 0 when it does not begin as a practice file
std::optional<Header> decode_header(std::span<const std::byte> header);
std::optional<Section> decode_footer(std::span<const std::byte> footer, std::uint64_t file_size);
std::optional<std::vector<Section>> decode_directory(std::span<const std::byte> plain);
std::optional<About> decode_about(std::span<const std::byte> plain);

}  // namespace meso::records::format
