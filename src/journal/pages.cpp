#include "journal/pages.h"

#include <sodium.h>

#include <array>
#include <chrono>
#include <thread>

namespace meso::journal {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kNonce = 16;
constexpr std::size_t kTag = crypto_onetimeauth_BYTES;

bool holds(std::span<const std::byte> page, std::uint64_t number, const Key& key) {
  if (page.size() != kPage) return false;
  const auto* bytes = reinterpret_cast<const unsigned char*>(page.data());
  const unsigned char* nonce = bytes + kPage - kTag - kNonce;
  std::uint32_t counter = 0;
  for (int i = 3; i >= 0; --i) counter = counter << 8 | nonce[12 + i];
  counter ^= static_cast<std::uint32_t>(number);
  std::array<unsigned char, crypto_onetimeauth_KEYBYTES> once{};
  crypto_stream_chacha20_ietf_xor_ic(once.data(), once.data(), once.size(), nonce, counter,
                                     reinterpret_cast<const unsigned char*>(key.bytes.data()));
  return crypto_onetimeauth_verify(bytes + kPage - kTag, bytes, kPage - kTag, once.data()) == 0;
}

}  // namespace

Result<PagesRead> read_pages(FileSystem& files, const std::string& path, const Key& pages) {
  PagesRead out;
  for (int look = 0; look < 3; ++look) {
    if (look != 0) std::this_thread::sleep_for(std::chrono::milliseconds(30));
    MESO_ASSIGN_OR_RETURN(const auto content, files.read(path));
    const auto bytes = content->bytes();
    out = {};
    for (std::size_t at = 0; at < bytes.size(); at += kPage) {
      ++out.pages;
      const auto page = bytes.subspan(at, std::min(kPage, bytes.size() - at));
      if (!holds(page, out.pages, pages)) out.damaged.push_back(out.pages);
    }
    if (out.damaged.empty()) return out;
  }
  return out;
}

}  // namespace meso::journal
