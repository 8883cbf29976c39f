#include "journal/bodies.h"

#include <sodium.h>

#include <algorithm>

namespace meso::journal {
namespace {

constexpr std::string_view kBodyContext = "meso journal body 1";

Key derive(const Key& from, std::uint64_t number) {
  Key key;
  crypto_kdf_derive_from_key(reinterpret_cast<unsigned char*>(key.bytes.data()), key.bytes.size(), number,
                             "mesojrnl", reinterpret_cast<const unsigned char*>(from.bytes.data()));
  return key;
}

// Beyond so many they are all forgotten: about 10 MB.
constexpr std::size_t kMostRemembered = 1u << 16;

}  // namespace

JournalKeys derive_keys(const Key& journal) {
  return {derive(journal, 1), derive(journal, 2)};
}

Status BodyKeys::begin(sqlite::Db& db) {
  // It moves whenever another connection has committed, and not by what this one does.
  MESO_ASSIGN_OR_RETURN(const auto version, db.number("PRAGMA data_version"));
  if (version != file_version_) forget();
  file_version_ = version.value_or(-1);
  return {};
}

void BodyKeys::forget() {
  for (auto& [context, key] : opened_) sodium_memzero(key.bytes.data(), key.bytes.size());
  opened_.clear();
}

const Key& BodyKeys::remember(Key key) {
  if (opened_.size() >= kMostRemembered) forget();
  return opened_.insert_or_assign(context_, key).first->second;
}

Result<const Key*> BodyKeys::find(sqlite::Db& db, std::string_view subject, std::string_view purpose) {
  // A wrapped key opens only for the subject and purpose that it was made for.
  context_ = "meso journal key 1 ";
  context_ += std::to_string(subject.size());
  context_ += ' ';
  context_ += subject;
  context_ += purpose;
  if (const auto known = opened_.find(context_); known != opened_.end()) return &known->second;
  MESO_ASSIGN_OR_RETURN(
      auto row,
      db.query("SELECT wrapped FROM journal_body_keys WHERE subject = ? AND purpose = ?", subject, purpose));
  MESO_ASSIGN_OR_RETURN(const bool found, row.step());
  if (!found) return static_cast<const Key*>(nullptr);
  MESO_ASSIGN_OR_RETURN(const Bytes plain, unseal(wrapping_, row.blob(0), context_));
  Key key;
  if (plain.size() != key.bytes.size()) {
    return Error{ErrorKind::kCorrupt, "the key of a body has the wrong length", Place{db.path(), 0, 0}, ""};
  }
  std::ranges::copy(plain, key.bytes.begin());
  return &remember(key);
}

Result<Bytes> BodyKeys::seal(sqlite::Db& db, std::string_view subject, std::string_view purpose,
                             std::string_view body) {
  MESO_ASSIGN_OR_RETURN(const Key* key, find(db, subject, purpose));
  if (key == nullptr) {
    Key made;
    random_bytes(made.bytes);
    const Bytes wrapped = meso::seal(wrapping_, made.bytes, context_);
    MESO_RETURN_IF_ERROR(db.run("INSERT INTO journal_body_keys VALUES (?, ?, ?)", subject, purpose,
                                std::span<const std::byte>(wrapped)));
    key = &remember(made);
  }
  return meso::seal(*key, std::as_bytes(std::span(body)), kBodyContext);
}

Result<std::string> BodyKeys::open(sqlite::Db& db, std::string_view subject, std::string_view purpose,
                                   std::span<const std::byte> sealed) {
  MESO_ASSIGN_OR_RETURN(const Key* key, find(db, subject, purpose));
  if (key != nullptr) {
    const auto plain = unseal(*key, sealed, kBodyContext);
    if (plain.ok()) return std::string(reinterpret_cast<const char*>(plain->data()), plain->size());
  }
  return Error{ErrorKind::kCorrupt, key != nullptr ? "a body does not open" : "the key of a body is gone",
               Place{db.path(), 0, 0}, "meso journal verify names everything that has changed"};
}

}  // namespace meso::journal
