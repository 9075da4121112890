// swift-tools-version:5.9
import PackageDescription

// The C library is found through pkg-config: PKG_CONFIG_PATH=DIR/lib/pkgconfig for an installation in DIR.
let package = Package(
    name: "Catvton",
    products: [
        .library(name: "Catvton", targets: ["Catvton"])
    ],
    targets: [
        .systemLibrary(name: "CCatvton", pkgConfig: "catvton-c"),
        .target(name: "Catvton", dependencies: ["CCatvton"]),
    ]
)
