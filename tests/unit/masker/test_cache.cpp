#include <doctest/doctest.h>

#include "masker/map_cache.hpp"
#include "unit/masker/random_image.hpp"

using namespace catvton;
using namespace catvton::masker;

namespace {

std::shared_ptr<const PersonMaps> maps_of(int side) {
    const auto maps = std::make_shared<PersonMaps>();
    maps->maps = {Image(side, side, 1), Image(side, side, 1), Image(side, side, 1)};
    return maps;
}

MapKey key_of(unsigned seed) { return make_key(test::noise_image(9, 5, 3, seed), {}); }

}  // namespace

TEST_CASE("keys tell contents, sizes and options apart") {
    const Image image = test::noise_image(8, 6, 3, 1);
    CHECK(make_key(image, {}) == make_key(Image(image), {}));
    Image changed = image;
    changed.data()[changed.size() - 1] ^= 1;
    CHECK(!(make_key(image, {}) == make_key(changed, {})));
    CHECK(!(make_key(Image(8, 6, 3), {}) == make_key(Image(6, 8, 3), {})));
    MaskOptions options;
    options.parser_bgr = true;
    CHECK(!(make_key(image, {}) == make_key(image, options)));
    options = {};
    options.person_index = 3;  // means nothing without PersonChoice::index
    CHECK(make_key(image, {}) == make_key(image, options));
    options.person_choice = PersonChoice::index;
    CHECK(!(make_key(image, {}) == make_key(image, options)));
}

TEST_CASE("the least recently used maps leave first") {
    MapCache cache(2 * 300);
    cache.insert(key_of(1), maps_of(10));
    cache.insert(key_of(2), maps_of(10));
    CHECK(cache.find(key_of(1)) != nullptr);
    cache.insert(key_of(3), maps_of(10));
    CHECK(cache.find(key_of(2)) == nullptr);
    CHECK(cache.find(key_of(1)) != nullptr);
    CHECK(cache.find(key_of(3)) != nullptr);
    CHECK(cache.bytes() == 600);
}

TEST_CASE("a cache is bounded and can be turned off") {
    MapCache cache(1000);
    cache.insert(key_of(1), maps_of(100));
    CHECK(cache.find(key_of(1)) == nullptr);
    cache.insert(key_of(2), maps_of(10));
    cache.insert(key_of(2), maps_of(10));
    CHECK(cache.bytes() == 300);
    cache.set_capacity(0);
    CHECK(cache.bytes() == 0);
    cache.insert(key_of(2), maps_of(10));
    CHECK(cache.find(key_of(2)) == nullptr);
}
