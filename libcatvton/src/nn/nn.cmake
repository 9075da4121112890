catvton_add_folder(nn
    nn/attention.cpp
    nn/conv2d.cpp
    nn/feed_forward.cpp
    nn/linear.cpp
    nn/normalization.cpp
    nn/parameters.cpp)
