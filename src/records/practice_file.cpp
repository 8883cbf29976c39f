// Reads a practice file. The bytes are specified in practice_file_format.h.
//
// open() believes nothing: header, footer, directory and description are checked before it returns, so that
// block counts and sizes agree. A section's own bytes are checked and unsealed when they are first asked for,
// once, by whichever thread comes first; the outcome, good or bad, is kept for as long as the file is open.
//
// A sealed file is read into memory and never mapped: checking the tag and decrypting are two passes, and
// mapped bytes could be changed by another program between them.

#include "records/practice_file.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "base/byte_stream.h"
#include "records/block_check.h"
#include "records/code_table.h"
#include "records/practice_file_format.h"

namespace meso::records {
namespace {

using format::Kind;
using format::Section;

// A value that is worked out at most once, whichever thread asks first. A failure is kept like a success.
template <class T>
class AtFirstTouch {
 public:
  template <class Load>
  const Result<T>& get(Load load) const {
    std::call_once(once_, [&] { result_.emplace(load()); });
    return *result_;
  }

 private:
  mutable std::once_flag once_;
  mutable std::optional<Result<T>> result_;
};

struct Dictionary {
  std::vector<terms::Code> codes;
  CodeTable ids;
};

// A block and the unsealed bytes that it views, if it was sealed.
struct LoadedBlock {
  Block block;
  std::vector<Bytes> unsealed;
};

// Sections of one block by kind; one that is absent has size 0 and offset 0.
using BlockSections = std::array<Section, format::kBlockKinds>;

const Section& section_of(const BlockSections& sections, Kind kind) {
  return sections[static_cast<std::uint32_t>(kind) - format::kFirstBlockKind];
}

bool may_be_absent(Kind kind) {
  return kind >= Kind::kValues;
}

Error corrupt(const std::string& path, const std::string& what) {
  return Error{ErrorKind::kCorrupt, "the practice file does not read: " + what, Place{path, 0, 0},
               "load the practice's extract again"};
}

std::optional<std::vector<std::string>> decode_texts(std::span<const std::byte> plain) {
  ByteReader in(plain);
  const auto count = in.number<std::uint32_t>();
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) texts.push_back(in.text());
  if (!in.at_end() || texts.empty() || !texts.front().empty()) return std::nullopt;
  return texts;
}

std::optional<Dictionary> decode_codes(std::span<const std::byte> plain) {
  Dictionary dictionary;
  ByteReader in(plain);
  while (in.ok() && !in.at_end()) {
    const auto system = in.number<std::uint8_t>();
    std::string text = in.text();
    if (system >= terms::kSystems) return std::nullopt;
    dictionary.codes.push_back(terms::Code{static_cast<terms::System>(system), std::move(text)});
  }
  if (!in.ok()) return std::nullopt;
  if (!dictionary.ids.fill(dictionary.codes)) return std::nullopt;
  return dictionary;
}

}  // namespace

struct PracticeFile::State {
  std::string path;
  std::unique_ptr<FileBytes> file;
  format::Header header;
  std::optional<Key> key;
  format::About about;
  std::map<Kind, Section> sections;  // of the whole file
  std::vector<BlockSections> blocks;

  AtFirstTouch<Dictionary> dictionary;
  AtFirstTouch<std::vector<std::string>> areas;
  AtFirstTouch<std::vector<std::string>> ethnicities;
  std::vector<AtFirstTouch<LoadedBlock>> loaded_blocks;

  std::size_t seal_overhead() const { return header.cipher == format::Cipher::kNone ? 0 : kSealOverhead; }
  std::uint64_t plain_size(const Section& section) const {
    return section.size < seal_overhead() ? 0 : section.size - seal_overhead();
  }

  Status open_bytes(FileSystem& files);
  Status open_directory();
  Status sort_sections(const std::vector<Section>& directory, std::uint64_t directory_offset);
  Status open_about();
  Status check_block_sizes() const;

  // The plain bytes of a section, checked. Bytes that had to be unsealed are kept in `unsealed`.
  Result<std::span<const std::byte>> plain(const Section& section, Bytes& unsealed) const;
  Result<LoadedBlock> load_block(std::uint32_t index) const;
  const Result<Dictionary>& load_dictionary() const;
  const Result<std::vector<std::string>>& load_texts(const AtFirstTouch<std::vector<std::string>>& held,
                                                     Kind kind) const;
};

Status PracticeFile::State::open_bytes(FileSystem& files) {
  MESO_ASSIGN_OR_RETURN(file, files.map(path));
  auto bytes = file->bytes();
  const std::uint32_t version = format::peek_version(bytes);
  if (version == 0) return corrupt(path, "it does not begin as one");
  if (version > format::kVersion) {
    return Error{ErrorKind::kNewer,
                 "the practice file is of version " + std::to_string(version) +
                     "; this program reads version " + std::to_string(format::kVersion),
                 Place{path, 0, 0}, "use the newer program"};
  }
  auto decoded = format::decode_header(bytes);
  if (!decoded) return corrupt(path, "its header is damaged");
  header = *std::move(decoded);
  if (header.cipher == format::Cipher::kNone) {
    key.reset();
    return {};
  }
  if (!key || key->id() != header.key_id) {
    return Error{ErrorKind::kRefused,
                 key ? "the practice file is sealed with another key than the one given"
                     : "the practice file is sealed and its key is not in the key file",
                 Place{path, 0, 0}, "use the key file with which it was loaded (MESO_KEYS)"};
  }
  MESO_ASSIGN_OR_RETURN(file, files.read(path));
  bytes = file->bytes();
  if (!std::ranges::equal(bytes.first(std::min(bytes.size(), format::kHeaderSize)),
                          format::encode_header(header))) {
    return corrupt(path, "it changed while it was opened");
  }
  return {};
}

Status PracticeFile::State::open_directory() {
  const auto bytes = file->bytes();
  if (bytes.size() < format::kHeaderSize + format::kFooterSize) return corrupt(path, "it is cut short");
  const std::uint64_t body_end = bytes.size() - format::kFooterSize;
  const auto directory = format::decode_footer(bytes.subspan(body_end), bytes.size());
  if (!directory) return corrupt(path, "its end is damaged or missing");
  if (directory->offset < format::kHeaderSize || directory->offset > body_end ||
      directory->size > body_end - directory->offset) {
    return corrupt(path, "its directory is out of bounds");
  }
  Bytes unsealed;
  MESO_ASSIGN_OR_RETURN(const auto directory_bytes, plain(*directory, unsealed));
  const auto decoded = format::decode_directory(directory_bytes);
  if (!decoded) return corrupt(path, "its directory is damaged");
  return sort_sections(*decoded, directory->offset);
}

Status PracticeFile::State::sort_sections(const std::vector<Section>& directory,
                                          std::uint64_t directory_offset) {
  std::uint64_t end = format::kHeaderSize;
  const Section* before = nullptr;
  for (const Section& section : directory) {
    const bool ascending =
        before == nullptr || std::pair(before->block, before->kind) < std::pair(section.block, section.kind);
    if (!ascending || section.offset < end || section.offset % format::kAlignment != 0 ||
        section.offset > directory_offset || section.size > directory_offset - section.offset ||
        section.size < seal_overhead()) {
      return corrupt(path, "its directory is out of order or out of bounds");
    }
    end = section.offset + section.size;
    before = &section;
    const auto kind = static_cast<std::uint32_t>(section.kind);
    if (section.block == format::kWholeFile) {
      sections.emplace(section.kind, section);
      continue;
    }
    // Blocks are numbered without gaps, so a directory cannot ask for more memory than it has entries.
    if (section.block == blocks.size()) blocks.emplace_back();
    if (section.block + 1 != blocks.size() || kind < format::kFirstBlockKind ||
        kind >= format::kFirstBlockKind + format::kBlockKinds) {
      return corrupt(path, "its directory names a section that cannot be");
    }
    blocks.back()[kind - format::kFirstBlockKind] = section;
  }
  for (const Kind kind : {Kind::kAbout, Kind::kCodes, Kind::kAreas, Kind::kEthnicities}) {
    if (!sections.contains(kind)) return corrupt(path, "it has no " + std::string(format::kind_name(kind)));
  }
  return {};
}

Status PracticeFile::State::open_about() {
  Bytes unsealed;
  MESO_ASSIGN_OR_RETURN(const auto bytes, plain(sections.at(Kind::kAbout), unsealed));
  auto decoded = format::decode_about(bytes);
  if (!decoded || !Date{decoded->as_at}.is_recorded()) return corrupt(path, "its description is damaged");
  about = *std::move(decoded);
  return check_block_sizes();
}

Status PracticeFile::State::check_block_sizes() const {
  std::uint64_t patients = 0;
  std::uint64_t postings = 0;
  for (const BlockSections& block : blocks) {
    for (std::uint32_t i = 0; i < format::kBlockKinds; ++i) {
      const auto kind = static_cast<Kind>(i + format::kFirstBlockKind);
      if (block[i].offset == 0 && !may_be_absent(kind)) {
        return corrupt(path, "a block has no " + std::string(format::kind_name(kind)));
      }
    }
    patients += plain_size(section_of(block, Kind::kIds)) / sizeof(std::uint64_t);
    postings += plain_size(section_of(block, Kind::kPostings)) / sizeof(std::uint32_t);
  }
  if (blocks.size() != about.blocks || patients != about.patients || postings != about.postings) {
    return corrupt(path, "its blocks are not those that it describes");
  }
  return {};
}

Result<std::span<const std::byte>> PracticeFile::State::plain(const Section& section, Bytes& unsealed) const {
  const auto stored = file->bytes().subspan(section.offset, section.size);
  const auto fault = [&](const std::string& what) {
    return corrupt(
        path,
        (section.block == format::kWholeFile ? "its " : "block " + std::to_string(section.block) + ", ") +
            std::string(format::kind_name(section.kind)) + ": " + what);
  };
  if (format::checksum(stored) != section.checksum) return fault("the checksum is wrong");
  if (header.cipher == format::Cipher::kNone) return stored;
  auto opened = unseal(*key, stored, format::seal_context(header, section.kind, section.block));
  if (!opened.ok()) return fault("it was not sealed by Meso for this place");
  unsealed = std::move(opened).value();
  return std::span<const std::byte>(unsealed);
}

const Result<Dictionary>& PracticeFile::State::load_dictionary() const {
  return dictionary.get([&]() -> Result<Dictionary> {
    Bytes unsealed;
    MESO_ASSIGN_OR_RETURN(const auto bytes, plain(sections.at(Kind::kCodes), unsealed));
    auto decoded = decode_codes(bytes);
    if (!decoded || decoded->codes.size() != about.codes)
      return corrupt(path, "its dictionary of codes is damaged");
    return *std::move(decoded);
  });
}

const Result<std::vector<std::string>>& PracticeFile::State::load_texts(
    const AtFirstTouch<std::vector<std::string>>& held, Kind kind) const {
  return held.get([&]() -> Result<std::vector<std::string>> {
    Bytes unsealed;
    MESO_ASSIGN_OR_RETURN(const auto bytes, plain(sections.at(kind), unsealed));
    auto decoded = decode_texts(bytes);
    if (!decoded) return corrupt(path, "its list of " + std::string(format::kind_name(kind)) + " is damaged");
    return *std::move(decoded);
  });
}

Result<LoadedBlock> PracticeFile::State::load_block(std::uint32_t index) const {
  const auto& known_areas = load_texts(areas, Kind::kAreas);
  if (!known_areas.ok()) return known_areas.error();
  const auto& known_ethnicities = load_texts(ethnicities, Kind::kEthnicities);
  if (!known_ethnicities.ok()) return known_ethnicities.error();

  LoadedBlock loaded;
  Block& block = loaded.block;
  const auto fill = [&]<class T>(Kind kind, std::span<const T>& column) -> Status {
    const Section& section = section_of(blocks[index], kind);
    if (section.offset == 0) return {};
    Bytes unsealed;
    MESO_ASSIGN_OR_RETURN(const auto bytes, plain(section, unsealed));
    if (bytes.size() % sizeof(T) != 0) {
      return corrupt(path, "block " + std::to_string(index) + ", " + std::string(format::kind_name(kind)) +
                               ": the size is wrong");
    }
    column = {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
    if (!unsealed.empty()) loaded.unsealed.push_back(std::move(unsealed));
    return {};
  };
  MESO_RETURN_IF_ERROR(fill(Kind::kIds, block.ids));
  MESO_RETURN_IF_ERROR(fill(Kind::kBirth, block.birth));
  MESO_RETURN_IF_ERROR(fill(Kind::kDeath, block.death));
  MESO_RETURN_IF_ERROR(fill(Kind::kSex, block.sex));
  MESO_RETURN_IF_ERROR(fill(Kind::kArea, block.area));
  MESO_RETURN_IF_ERROR(fill(Kind::kEthnicity, block.ethnicity));
  MESO_RETURN_IF_ERROR(fill(Kind::kFlags, block.flags));
  MESO_RETURN_IF_ERROR(fill(Kind::kRunCodes, block.run_codes));
  MESO_RETURN_IF_ERROR(fill(Kind::kRunStarts, block.run_starts));
  MESO_RETURN_IF_ERROR(fill(Kind::kRunValues, block.run_values));
  MESO_RETURN_IF_ERROR(fill(Kind::kPostings, block.postings));
  MESO_RETURN_IF_ERROR(fill(Kind::kValues, block.values));
  MESO_RETURN_IF_ERROR(fill(Kind::kUnits, block.units));
  MESO_RETURN_IF_ERROR(fill(Kind::kComparators, block.comparators));
  MESO_RETURN_IF_ERROR(fill(Kind::kEpisodes, block.episodes));
  MESO_RETURN_IF_ERROR(fill(Kind::kConsultations, block.consultations));
  MESO_RETURN_IF_ERROR(fill(Kind::kSequences, block.sequences));
  block.patients = static_cast<std::uint32_t>(std::min<std::size_t>(block.ids.size(), kPatientsPerBlock + 1));

  const BlockLimits limits{about.codes, known_areas->size(), known_ethnicities->size()};
  if (const auto fault = block_fault(block, limits); !fault.empty()) {
    return corrupt(path, "block " + std::to_string(index) + ": " + std::string(fault));
  }
  return loaded;
}

PracticeFile::PracticeFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
PracticeFile::~PracticeFile() = default;

Result<std::unique_ptr<PracticeFile>> PracticeFile::open(FileSystem& files, const std::string& path,
                                                         std::optional<Key> key) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->key = key;
  MESO_RETURN_IF_ERROR(state->open_bytes(files));
  MESO_RETURN_IF_ERROR(state->open_directory());
  MESO_RETURN_IF_ERROR(state->open_about());
  state->loaded_blocks = std::vector<AtFirstTouch<LoadedBlock>>(state->blocks.size());
  return std::unique_ptr<PracticeFile>(new PracticeFile(std::move(state)));
}

const std::string& PracticeFile::practice() const {
  return state_->header.practice;
}
Date PracticeFile::as_at() const {
  return Date{state_->about.as_at};
}
bool PracticeFile::synthetic() const {
  return (state_->about.flags & format::kSynthetic) != 0;
}
bool PracticeFile::leavers_missing() const {
  return (state_->about.flags & format::kLeaversMissing) != 0;
}
bool PracticeFile::registrations_assumed() const {
  return (state_->about.flags & format::kRegistrationsAssumed) != 0;
}
const std::string& PracticeFile::source() const {
  return state_->about.source;
}
std::uint64_t PracticeFile::patients() const {
  return state_->about.patients;
}
std::uint64_t PracticeFile::events() const {
  return state_->about.events;
}
std::uint32_t PracticeFile::block_count() const {
  return static_cast<std::uint32_t>(state_->blocks.size());
}

std::uint32_t PracticeFile::block_postings(std::uint32_t index) const {
  const std::uint64_t bytes = state_->plain_size(section_of(state_->blocks[index], Kind::kPostings));
  return static_cast<std::uint32_t>(bytes / sizeof(std::uint32_t));
}

Result<const Block*> PracticeFile::block(std::uint32_t index) const {
  const auto& loaded = state_->loaded_blocks[index].get([&] { return state_->load_block(index); });
  if (!loaded.ok()) return loaded.error();
  return &loaded->block;
}

Result<const std::vector<terms::Code>*> PracticeFile::codes() const {
  const auto& dictionary = state_->load_dictionary();
  if (!dictionary.ok()) return dictionary.error();
  return &dictionary->codes;
}

std::optional<std::uint32_t> PracticeFile::find_code(const terms::Code& code) const {
  const Dictionary& dictionary = state_->load_dictionary().value();
  return dictionary.ids.find(dictionary.codes, code);
}

std::vector<CodeRange> PracticeFile::ranges(std::span<const terms::Code> codes) const {
  std::vector<std::uint32_t> ids;
  for (const terms::Code& code : codes) {
    if (const auto id = find_code(code)) ids.push_back(*id);
  }
  std::ranges::sort(ids);
  std::vector<CodeRange> out;
  for (const std::uint32_t id : ids) {
    if (!out.empty() && id <= out.back().last) {
      out.back().last = std::max(out.back().last, id + 1);
    } else {
      out.push_back(CodeRange{id, id + 1});
    }
  }
  return out;
}

Result<const std::vector<std::string>*> PracticeFile::areas() const {
  const auto& texts = state_->load_texts(state_->areas, Kind::kAreas);
  if (!texts.ok()) return texts.error();
  return &texts.value();
}

Result<const std::vector<std::string>*> PracticeFile::ethnicities() const {
  const auto& texts = state_->load_texts(state_->ethnicities, Kind::kEthnicities);
  if (!texts.ok()) return texts.error();
  return &texts.value();
}

Result<std::vector<std::string>> PracticeFile::own_numbers(std::uint32_t block) const {
  const Section& section = section_of(state_->blocks[block], Kind::kOwnNumbers);
  const auto fault = [&] {
    return corrupt(state_->path,
                   "block " + std::to_string(block) + ": the practice's own numbers are damaged");
  };
  Bytes unsealed;
  MESO_ASSIGN_OR_RETURN(const auto bytes, state_->plain(section, unsealed));
  const std::size_t patients =
      state_->plain_size(section_of(state_->blocks[block], Kind::kIds)) / sizeof(std::uint64_t);
  ByteReader in(bytes);
  std::vector<std::uint32_t> starts(patients + 1);
  for (std::uint32_t& start : starts) start = in.number<std::uint32_t>();
  if (!in.ok() || starts.front() != 0) return fault();
  std::vector<std::string> numbers(patients);
  for (std::size_t i = 0; i < patients; ++i) {
    if (starts[i + 1] < starts[i]) return fault();
    const auto number = in.raw(starts[i + 1] - starts[i]);
    numbers[i].assign(reinterpret_cast<const char*>(number.data()), number.size());
  }
  if (!in.at_end()) return fault();
  return numbers;
}

Status PracticeFile::check_all() const {
  MESO_RETURN_IF_ERROR(codes());
  std::vector<std::uint64_t> ids;
  ids.reserve(state_->about.patients);
  for (std::uint32_t i = 0; i < block_count(); ++i) {
    MESO_ASSIGN_OR_RETURN(const Block* each, block(i));
    MESO_RETURN_IF_ERROR(own_numbers(i));
    ids.insert(ids.end(), each->ids.begin(), each->ids.end());
  }
  std::ranges::sort(ids);
  if (std::ranges::adjacent_find(ids) != ids.end()) return corrupt(state_->path, "two patients have one id");
  return {};
}

}  // namespace meso::records
