# What the hub client needs: libcurl for its requests, libcrypto for the hashes of what comes.
find_package(CURL 7.85 REQUIRED)
find_package(OpenSSL 1.1.1 REQUIRED COMPONENTS Crypto)
