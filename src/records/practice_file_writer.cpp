// Writes a practice file: blocks are encoded, sealed and checksummed by several threads and appended in their
// order, so at most one finished block per thread is in memory. The bytes are specified in
// practice_file_format.h.

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include "base/byte_stream.h"
#include "records/block_encoder.h"
#include "records/practice_file.h"
#include "records/practice_file_format.h"

namespace meso::records {
namespace {

using format::Kind;
using format::Section;

// A section as it will be stored.
struct Stored {
  Section section;  // its offset is given when it is appended
  Bytes bytes;
};

class Sealer {
 public:
  Sealer(format::Header header, std::optional<Key> key) : header_(std::move(header)), key_(key) {}

  const format::Header& header() const { return header_; }
  Stored store(Kind kind, std::uint32_t block, Bytes plain) const {
    Stored stored;
    stored.bytes = key_ ? seal(*key_, plain, format::seal_context(header_, kind, block)) : std::move(plain);
    stored.section = Section{kind, block, 0, stored.bytes.size(), format::checksum(stored.bytes)};
    return stored;
  }

 private:
  format::Header header_;
  std::optional<Key> key_;
};

class SectionWriter {
 public:
  explicit SectionWriter(WritableFile& file) : file_(&file) {}

  Status append(std::span<const std::byte> bytes) {
    size_ += bytes.size();
    return file_->append(bytes);
  }
  Status align() {
    static constexpr std::array<std::byte, format::kAlignment> kZeros{};
    const std::size_t over = size_ % format::kAlignment;
    return over == 0 ? Status() : append(std::span(kZeros).first(format::kAlignment - over));
  }
  Status append(Stored stored) {
    MESO_RETURN_IF_ERROR(align());
    stored.section.offset = size_;
    sections_.push_back(stored.section);
    return append(stored.bytes);
  }
  std::uint64_t size() const { return size_; }
  std::span<const Section> sections() const { return sections_; }

 private:
  WritableFile* file_;
  std::uint64_t size_ = 0;
  std::vector<Section> sections_;
};

// Threads take blocks from one counter and append them in turn.
class BlockLine {
 public:
  BlockLine(const BlockEncoder& encoder, const Sealer& sealer, SectionWriter& out)
      : encoder_(encoder), sealer_(sealer), out_(out) {}

  Status run(int threads) {
    std::vector<std::thread> others;
    try {
      for (int i = 1; i < threads; ++i) others.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      // The machine gives no more threads; those that there are do the work.
    }
    work();
    for (std::thread& other : others) other.join();
    return status_;
  }

 private:
  void work() {
    for (std::uint32_t block = next_++; block < encoder_.block_count(); block = next_++) {
      std::vector<Stored> stored;
      for (auto& [kind, plain] : encoder_.encode(block)) {
        stored.push_back(sealer_.store(kind, block, std::move(plain)));
      }
      std::unique_lock lock(mutex_);
      my_turn_.wait(lock, [&] { return turn_ == block || !status_.ok(); });
      for (Stored& each : stored) {
        if (status_.ok()) status_ = out_.append(std::move(each));
      }
      ++turn_;
      my_turn_.notify_all();
      if (!status_.ok()) return;
    }
  }

  const BlockEncoder& encoder_;
  const Sealer& sealer_;
  SectionWriter& out_;
  std::atomic<std::uint32_t> next_ = 0;
  std::mutex mutex_;
  std::condition_variable my_turn_;
  std::uint32_t turn_ = 0;
  Status status_;
};

Bytes encode_codes(std::span<const terms::Code> codes) {
  ByteWriter out;
  for (const terms::Code& code : codes) {
    out.number(static_cast<std::uint8_t>(code.system));
    out.text(code.text);
  }
  return out.take();
}

Bytes encode_texts(std::span<const std::string> texts) {
  ByteWriter out;
  out.number(static_cast<std::uint32_t>(texts.size()));
  for (const std::string& text : texts) out.text(text);
  return out.take();
}

Status check_practice_code(const std::string& practice) {
  const bool printable =
      std::ranges::none_of(practice, [](char c) { return static_cast<unsigned char>(c) < 32; });
  if (!practice.empty() && practice.size() <= format::kMostPracticeBytes && printable) return {};
  return Error{ErrorKind::kBadInput, "a practice's code must be 1 to 64 bytes without control characters",
               Place{}, "name the practice with --practice"};
}

// The directory and the footer that finds it.
Status finish(SectionWriter& out, const Sealer& sealer) {
  MESO_RETURN_IF_ERROR(out.append(
      sealer.store(Kind::kDirectory, format::kWholeFile, format::encode_directory(out.sections()))));
  const Section directory = out.sections().back();
  MESO_RETURN_IF_ERROR(out.align());
  return out.append(format::encode_footer(directory, out.size() + format::kFooterSize));
}

Status write_sections(WritableFile& file, const BlockEncoder& encoder, const Sealer& sealer, int threads) {
  const PracticeContents& contents = encoder.contents();
  SectionWriter out(file);
  MESO_RETURN_IF_ERROR(out.append(format::encode_header(sealer.header())));
  MESO_RETURN_IF_ERROR(BlockLine(encoder, sealer, out).run(threads));

  format::About about;
  about.as_at = contents.as_at.days;
  about.flags = (contents.synthetic ? format::kSynthetic : 0u) |
                (contents.leavers_missing ? format::kLeaversMissing : 0u) |
                (contents.registrations_assumed ? format::kRegistrationsAssumed : 0u);
  about.patients = contents.patients.size();
  about.events = contents.events.size();
  about.postings = encoder.postings();
  about.blocks = encoder.block_count();
  about.codes = static_cast<std::uint32_t>(encoder.codes().size());
  about.source = contents.source;
  const auto add = [&](Kind kind, Bytes plain) -> Status {
    return out.append(sealer.store(kind, format::kWholeFile, std::move(plain)));
  };
  MESO_RETURN_IF_ERROR(add(Kind::kAbout, format::encode_about(about)));
  MESO_RETURN_IF_ERROR(add(Kind::kCodes, encode_codes(encoder.codes())));
  MESO_RETURN_IF_ERROR(add(Kind::kAreas, encode_texts(encoder.areas())));
  MESO_RETURN_IF_ERROR(add(Kind::kEthnicities, encode_texts(encoder.ethnicities())));

  return finish(out, sealer);
}

Status close_written(FileSystem& files, WritableFile& file, const std::string& path, Status status) {
  if (status.ok()) status = file.sync();
  const Status closed = file.close();
  if (status.ok()) status = closed;
  if (!status.ok()) (void)files.remove(path);
  return status;
}

}  // namespace

terms::Code registered_code() {
  return {terms::System::kMeso, "registered"};
}
terms::Code left_code() {
  return {terms::System::kMeso, "left"};
}

std::uint64_t patient_id(const Key& hashing, std::string_view practice, std::string_view own_number) {
  return keyed_hash(hashing, "patient", std::string(practice) + "\n" + std::string(own_number));
}

Status write_practice_file(FileSystem& files, const std::string& path, PracticeContents contents,
                           const FileKeys& keys, const WriteOptions& options) {
  MESO_RETURN_IF_ERROR(check_practice_code(contents.practice));
  if (!contents.as_at.is_recorded()) {
    return Error{ErrorKind::kBadInput, "practice " + contents.practice + " has no as-at date", Place{}, ""};
  }
  format::Header header;
  header.practice = contents.practice;
  MESO_ASSIGN_OR_RETURN(const BlockEncoder encoder,
                        BlockEncoder::make(std::move(contents), keys.hashing, options.code_groups));
  if (options.seal) {
    header.cipher = format::Cipher::kXChaCha20Poly1305;
    header.key_id = keys.sealing.id();
    random_bytes(header.salt);
  }
  const Sealer sealer(std::move(header), options.seal ? std::optional(keys.sealing) : std::nullopt);

  MESO_ASSIGN_OR_RETURN(const auto file, files.create(path));
  return close_written(files, *file, path, write_sections(*file, encoder, sealer, options.threads));
}

Status reseal_practice_file(FileSystem& files, const std::string& from_path, const std::optional<Key>& from,
                            const std::string& to_path, const Key& to) {
  const Error damaged{ErrorKind::kCorrupt, "the practice file does not read, so it cannot be sealed anew",
                      Place{from_path, 0, 0}, "load the practice's extract again"};
  MESO_ASSIGN_OR_RETURN(const auto file, files.read(from_path));
  const auto bytes = file->bytes();
  auto header = format::decode_header(bytes);
  if (!header || bytes.size() < format::kHeaderSize + format::kFooterSize) return damaged;
  const bool is_sealed = header->cipher != format::Cipher::kNone;
  if (is_sealed && (!from || from->id() != header->key_id)) {
    return Error{ErrorKind::kRefused, "the practice file is sealed with another key", Place{from_path, 0, 0},
                 "use the key file with which it was loaded (MESO_KEYS)"};
  }
  const auto plain = [&](const Section& section) -> Result<Bytes> {
    if (section.offset > bytes.size() || section.size > bytes.size() - section.offset) return damaged;
    const auto stored = bytes.subspan(section.offset, section.size);
    if (format::checksum(stored) != section.checksum) return damaged;
    if (!is_sealed) return Bytes(stored.begin(), stored.end());
    return unseal(*from, stored, format::seal_context(*header, section.kind, section.block));
  };
  const auto footer = format::decode_footer(bytes.last(format::kFooterSize), bytes.size());
  if (!footer) return damaged;
  MESO_ASSIGN_OR_RETURN(const Bytes directory_bytes, plain(*footer));
  const auto directory = format::decode_directory(directory_bytes);
  if (!directory) return damaged;

  format::Header anew = *header;
  anew.cipher = format::Cipher::kXChaCha20Poly1305;
  anew.key_id = to.id();
  random_bytes(anew.salt);
  const Sealer sealer(anew, to);
  MESO_ASSIGN_OR_RETURN(const auto out_file, files.create(to_path));
  const auto write = [&]() -> Status {
    SectionWriter out(*out_file);
    MESO_RETURN_IF_ERROR(out.append(format::encode_header(sealer.header())));
    for (const Section& section : *directory) {
      MESO_ASSIGN_OR_RETURN(Bytes content, plain(section));
      MESO_RETURN_IF_ERROR(out.append(sealer.store(section.kind, section.block, std::move(content))));
    }
    return finish(out, sealer);
  };
  return close_written(files, *out_file, to_path, write());
}

}  // namespace meso::records
